import { useEffect, useRef } from 'preact/hooks'
import { ApiError, type ApiHit } from '../../../client/client.js'
import { Text } from '../../shared/text.js'
import { Problem } from '../problem.js'
import { useAsked } from '../store/asked.js'
import { useReturn } from '../store/history.js'
import { useShared } from '../store/shared.js'
import { onHitKey } from './hit-keys.js'
import { Hits } from './hits.js'

const SHOWN = 20

/** Passages similar to one of the index. */
export function Similar({ id }: { id: string }) {
  const { client, index, about, t, returning, goBack } = useShared()
  const heading = useRef<HTMLHeadingElement>(null)
  const { answer, error, isWaiting, again } = useAsked(about('like', id), async signal => {
    const [[passage], { hits }] = await Promise.all([
      client.passages([id], index!.name, signal),
      client.similar(id, { index: index!.name, k: SHOWN, describe: true, signal }),
    ])
    if (!passage) throw new ApiError('not-found', `index ${index!.name} has no passage ${id}`, 404)
    return { text: passage.text, hits }
  })
  const isFlagged = ({ flags = [] }: ApiHit): boolean => flags.length > 0
  const differing = answer?.hits.filter(isFlagged) ?? []
  const agreeing = answer?.hits.filter(hit => !isFlagged(hit)) ?? []
  useReturn(returning, !isWaiting)
  useEffect(() => {
    // The button that led here is gone.
    if (!returning) heading.current?.focus()
  }, [id])
  return (
    <section aria-label={t.similarTo} onKeyDown={onHitKey}>
      <button type="button" id="back" class="more" onClick={() => goBack({ like: undefined })}>
        {t.back}
      </button>
      <h2 ref={heading} tabIndex={-1}>
        {t.similarTo}
      </h2>
      {answer && (
        <blockquote class="card">
          <Text text={answer.text} labels={t} />
        </blockquote>
      )}
      <p class="note" role="status">
        {isWaiting && t.searching}
        {answer?.hits.length === 0 && t.nothing}
      </p>
      <Problem error={error} onAgain={again} />
      {answer && <Hits hits={agreeing} query={answer.text} />}
      {answer && differing.length > 0 && (
        <>
          <h2>{t.saysOtherwise}</h2>
          <Hits hits={differing} query={answer.text} />
        </>
      )}
    </section>
  )
}
