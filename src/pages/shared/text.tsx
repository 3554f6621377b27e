import type { ComponentChildren } from 'preact'
import type { Weight } from '../../analysis/explain.js'

/** A text whose words are marked by their weight: the similarity that is lost without them. */
export function Text({ text, weights, most }: { text: string; weights?: readonly Weight[]; most?: number }) {
  if (!weights || !most) return <p class="text">{text}</p>
  const parts: ComponentChildren[] = []
  let at = 0
  for (const [start, end, weight] of weights) {
    parts.push(text.slice(at, start))
    const strength = Math.max(0, weight / most)
    parts.push(
      <mark key={start} style={{ '--strength': `${Math.round(strength * 100)}%` }} title={weight.toFixed(3)}>
        {text.slice(start, end)}
      </mark>,
    )
    at = end
  }
  parts.push(text.slice(at))
  return <p class="text">{parts}</p>
}
