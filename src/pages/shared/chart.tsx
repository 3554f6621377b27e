import { BarChart, LineChart, ScatterChart } from 'echarts/charts'
import {
  AriaComponent,
  BrushComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  ToolboxComponent,
  TooltipComponent,
} from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'preact/hooks'

use([
  AriaComponent,
  BarChart,
  BrushComponent,
  CanvasRenderer,
  DataZoomComponent,
  GridComponent,
  LabelLayout,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  ScatterChart,
  ToolboxComponent,
  TooltipComponent,
])

export interface ChartProps {
  label: string
  height: number
  option: (colors: Colors) => EChartsCoreOption
  /** Called with the series and point that was clicked. */
  onPoint?: (series: number, point: number) => void
  /** Called with the points of the first series inside the drawn region. */
  onSelect?: (points: readonly number[]) => void
  /** Whether pressing and moving draws a region; a finger then draws, and does not scroll the page. */
  isDrawing?: boolean
}

export interface Colors {
  ink: string
  faint: string
  accent: string
  paper: string
}

/** A chart that adapts to the width and colours of the page. */
export function Chart({ label, height, option, onPoint, onSelect, isDrawing = false }: ChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const chart = useRef<ReturnType<typeof init>>(undefined)
  const now = useRef({ option, onPoint, onSelect })
  now.current = { option, onPoint, onSelect }
  const draw = (): void =>
    chart.current!.setOption({ ...common(), ...now.current.option(colors()) }, { replaceMerge: ['series'] })
  useEffect(() => {
    const made = init(element.current!)
    chart.current = made
    made.on('click', event => now.current.onPoint?.(event.seriesIndex ?? 0, event.dataIndex))
    made.on('brushSelected', event => {
      const { batch } = event as { batch: { selected: { seriesIndex: number; dataIndex: number[] }[] }[] }
      const own = batch.flatMap(({ selected }) => selected.filter(({ seriesIndex }) => seriesIndex === 0))
      now.current.onSelect?.(own.flatMap(({ dataIndex }) => dataIndex))
    })
    const themed = new MutationObserver(draw)
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    const schemes = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map(query =>
      matchMedia(query),
    )
    for (const scheme of schemes) scheme.addEventListener('change', draw)
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(element.current!)
    return () => {
      for (const scheme of schemes) scheme.removeEventListener('change', draw)
      observer.disconnect()
      themed.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(draw, [option])
  useEffect(() => {
    const brushOption = isDrawing ? { brushType: 'polygon', brushMode: 'single' } : { brushType: false }
    chart.current!.dispatchAction({ type: 'takeGlobalCursor', key: 'brush', brushOption })
  }, [isDrawing])
  const style = { height: `${height}px`, touchAction: isDrawing ? 'none' : 'pan-y' }
  return <div ref={element} class="chart" style={style} role="img" aria-label={label} />
}

function colors(): Colors {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return { ink: read('--ink'), faint: read('--faint'), accent: read('--accent'), paper: read('--paper') }
}

function common(): EChartsCoreOption {
  const { ink, faint } = colors()
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit', color: ink },
    legend: { textStyle: { color: faint }, top: 0 },
    grid: { left: 48, right: 48, top: 36, bottom: 32 },
  }
}
