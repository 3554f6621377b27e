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
  /** Called with the points inside the drawn region. */
  onSelect?: (points: readonly number[]) => void
}

export interface Colors {
  ink: string
  faint: string
  accent: string
  paper: string
}

/** A chart that adapts to the width and colours of the page. */
export function Chart({ label, height, option, onPoint, onSelect }: ChartProps) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const chart = init(element.current!)
    const draw = (): void => chart.setOption({ ...common(), ...option(colors()) }, true)
    draw()
    if (onPoint) chart.on('click', event => onPoint(event.seriesIndex ?? 0, event.dataIndex))
    if (onSelect) {
      chart.on('brushSelected', event => {
        const { batch } = event as { batch: { selected: { dataIndex: number[] }[] }[] }
        onSelect(batch.flatMap(({ selected }) => selected.flatMap(({ dataIndex }) => dataIndex)))
      })
      // Selects the drawing tool, so that the user can draw at once.
      const brushOption = { brushType: 'polygon', brushMode: 'single' }
      chart.dispatchAction({ type: 'takeGlobalCursor', key: 'brush', brushOption })
    }
    const themed = new MutationObserver(draw)
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', draw)
    const observer = new ResizeObserver(() => chart.resize())
    observer.observe(element.current!)
    return () => {
      scheme.removeEventListener('change', draw)
      observer.disconnect()
      themed.disconnect()
      chart.dispose()
    }
  }, [label, option])
  return <div ref={element} class="chart" style={{ height: `${height}px` }} role="img" aria-label={label} />
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
