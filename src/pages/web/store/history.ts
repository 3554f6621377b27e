import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { fromFragment, type Place, type PlaceChange, toFragment } from './place.js'

/** Milliseconds after the last scrolling until its position is kept; browsers limit how often it may be. */
const PAUSE = 150

/** What the browser keeps with an entry of its history. */
export interface Kept {
  scroll?: number
  /** Id of the element that had the focus. */
  focus?: string
  /** Fragment of the entry before, if that is one of this page. */
  from?: string
}

/**
 * - `new`: an entry of its own, to which Back returns;
 * - `typing`: one entry for everything typed in a row;
 * - `same`: changes the present entry.
 */
export type Step = 'new' | 'typing' | 'same'

export interface Navigation {
  place: Place
  go(change: PlaceChange, step?: Step): void
  /** Returns to a place: by Back if it is the entry before, so that its scroll position returns too. */
  goBack(change: PlaceChange): void
  /** What to restore after Back, Forward or a reload; undefined after following a link. */
  returning: Kept | undefined
}

/** The place that the URL names, and ways to change it. */
export function useNavigation(): Navigation {
  const [at, setAt] = useState(() => ({ place: fromFragment(location.hash), returning: kept() }))
  const place = useRef(at.place)
  place.current = at.place
  const isTyping = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    history.scrollRestoration = 'manual'
    const onPop = (): void => {
      clearTimeout(timer.current)
      isTyping.current = false
      setAt({ place: fromFragment(location.hash), returning: kept() })
    }
    const onScroll = (): void => {
      clearTimeout(timer.current)
      timer.current = setTimeout(keep, PAUSE)
    }
    addEventListener('popstate', onPop)
    addEventListener('scroll', onScroll, { passive: true })
    addEventListener('pagehide', keep)
    return () => {
      removeEventListener('popstate', onPop)
      removeEventListener('scroll', onScroll)
      removeEventListener('pagehide', keep)
    }
  }, [])
  const go = useCallback<Navigation['go']>((change, step = 'new') => {
    const next = changed(place.current, change)
    const fragment = toFragment(next)
    const isSame = fragment === toFragment(place.current)
    if (step === 'same' || isSame || (step === 'typing' && isTyping.current))
      history.replaceState(history.state, '', fragment)
    else {
      keep()
      clearTimeout(timer.current)
      const from: Kept = { from: toFragment(place.current) }
      history.pushState(from, '', fragment)
    }
    if (step !== 'same') isTyping.current = step === 'typing'
    place.current = next
    setAt({ place: next, returning: undefined })
    if (step === 'new' && ('view' in change || 'like' in change || 'index' in change)) scrollTo(0, 0)
  }, [])
  const goBack = useCallback<Navigation['goBack']>(
    change => {
      if (kept()?.from === toFragment(changed(place.current, change))) history.back()
      else go(change)
    },
    [go],
  )
  return { ...at, go, goBack }
}

/** Restores the focus and the scroll position of an entry, once what it shows is there. */
export function useReturn(returning: Kept | undefined, isReady: boolean): void {
  const done = useRef<Kept>(undefined)
  useLayoutEffect(() => {
    if (!isReady || returning === undefined || done.current === returning) return
    done.current = returning
    if (returning.focus) document.getElementById(returning.focus)?.focus({ preventScroll: true })
    scrollTo({ top: returning.scroll ?? 0, behavior: 'instant' })
  })
}

function changed(place: Place, change: PlaceChange): Place {
  const entries = Object.entries({ ...place, ...change }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as unknown as Place
}

function kept(): Kept | undefined {
  return (history.state as Kept | null) ?? undefined
}

/** Keeps where the reader is with the present entry. */
function keep(): void {
  const focus = document.activeElement?.id
  const now: Kept = { ...kept(), scroll: scrollY, ...(focus ? { focus } : {}) }
  history.replaceState(now, '')
}
