import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Weight } from '../../analysis/explain.js'
import { excerptOf } from './excerpt.js'

export interface TextProps {
  text: string
  /** Marks words by their weight: the similarity that is lost without them. */
  weights?: readonly Weight[]
  /** The weight that is marked most strongly. Default: the greatest of this text. */
  most?: number
  /** Labels of the button that shows all of a long text, and of the one that does not. */
  labels: { showAll: string; showLess: string }
}

/** A text as it was written, with its line breaks and in its direction. Long ones are cropped until one asks for all. */
export function Text({ text, weights = [], most = greatest(weights), labels }: TextProps) {
  const [isWhole, setWhole] = useState(false)
  const first = weights.find(([, , weight]) => weight > 0)?.[0] ?? 0
  const excerpt = excerptOf(text, first)
  const isCropped = excerpt.start > 0 || excerpt.end < text.length
  const { start, end } = isWhole ? { start: 0, end: text.length } : excerpt
  return (
    <>
      <p class="text" dir="auto">
        {start > 0 && '… '}
        {marked(text, start, end, weights, most)}
        {end < text.length && ' …'}
      </p>
      {isCropped && (
        <button
          type="button"
          class="whole"
          data-key="Enter"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? labels.showLess : labels.showAll}
        </button>
      )}
    </>
  )
}

function greatest(weights: readonly Weight[]): number {
  return weights.reduce((max, [, , weight]) => Math.max(max, weight), 0)
}

function marked(
  text: string,
  start: number,
  end: number,
  weights: readonly Weight[],
  most: number,
): ComponentChildren {
  if (most <= 0) return text.slice(start, end)
  const digits = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 3 })
  const parts: ComponentChildren[] = []
  let at = start
  for (const [from, to, weight] of weights) {
    if (from < at || to > end) continue
    parts.push(text.slice(at, from))
    const strength = `${Math.round(Math.max(0, weight / most) * 100)}%`
    parts.push(
      <mark key={from} style={{ '--strength': strength }} title={digits.format(weight)}>
        {text.slice(from, to)}
      </mark>,
    )
    at = to
  }
  parts.push(text.slice(at, end))
  return parts
}
