import { useEffect, useRef } from 'preact/hooks'
import type uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { language } from '../words/language.js'
import { look } from './look.js'

export interface Series {
  readonly label: string
  readonly values: readonly (number | null)[]
  readonly kind: 'bars' | 'line'
  readonly color: '--accent' | '--good' | '--violet' | '--warn'
}

/** A time, in seconds since 1970. */
export interface Band {
  readonly from: number
  readonly to: number
}
export interface Bands {
  readonly label: string
  readonly of: readonly Band[]
}

/** An hour of a day, or a day of a longer time, as people write it. */
const moment = (at: number, spanS: number): string =>
  new Intl.DateTimeFormat(
    language.value,
    spanS > 3 * 86_400 ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' }
  ).format(at * 1000)

/** A chart over time. What it shows stands in a table beside it, for whoever can't see it. */
export function Chart(props: {
  at: readonly number[]
  series: readonly Series[]
  label: string
  /** Shaded behind everything. */
  bands?: Bands
}) {
  const root = useRef<HTMLDivElement>(null)
  const drawn = JSON.stringify([props.at, props.series, props.bands])
  useEffect(() => {
    const { current } = root
    if (!current) return
    let plot: uPlot | undefined
    let isOver = false
    const size = () => ({ width: Math.max(200, current.clientWidth), height: 220 })
    // Loaded where there is a chart to draw, and nowhere else.
    void import('uplot').then(({ default: Plot }) => {
      if (isOver) return
      const color = (name: string) => getComputedStyle(current).getPropertyValue(name).trim()
      const span = (props.at.at(-1) ?? 0) - (props.at[0] ?? 0)
      const step = props.at.length > 1 ? span / (props.at.length - 1) : 0
      const axis = {
        stroke: color('--muted'),
        grid: { stroke: color('--line'), width: 1 },
        ticks: { show: false }
      }
      plot = new Plot(
        {
          ...size(),
          // The last moment is written whole.
          padding: [null, 28, null, null],
          hooks: { drawClear: [drawn => shade(drawn, props.bands?.of ?? [], color('--shade'))] },
          legend: { show: false },
          cursor: { drag: { x: false, y: false } },
          axes: [
            { ...axis, values: (_, splits) => splits.map(split => moment(split, span)) },
            { ...axis, size: 44 }
          ],
          // So that the first and the last are drawn whole.
          scales: {
            x: { range: (_, min, max) => [min - step / 2, max + step / 2] },
            y: { range: (_, _min, max) => [0, Math.max(4, max * 1.15)] }
          },
          series: [
            {},
            ...props.series.map(({ label, kind, color: name }) => ({
              label,
              stroke: color(name),
              width: 2,
              ...(kind === 'bars' && {
                fill: color(name),
                width: 0,
                ...(Plot.paths.bars && { paths: Plot.paths.bars({ size: [0.6, 26] }) }),
                points: { show: false }
              })
            }))
          ]
        },
        [[...props.at], ...props.series.map(({ values }) => [...values])],
        current
      )
    })
    const watch = new ResizeObserver(() => plot?.setSize(size()))
    watch.observe(current)
    return () => {
      isOver = true
      watch.disconnect()
      plot?.destroy()
    }
  }, [drawn, look.value, language.value])
  return (
    <figure class="chart">
      <div ref={root} role="img" aria-label={props.label} />
      <figcaption class="legend">
        {props.series.map(({ label, color }) => (
          <span key={label} class={`key ${color.slice(2)}`}>
            {label}
          </span>
        ))}
        {props.bands && <span class="key shade">{props.bands.label}</span>}
      </figcaption>
    </figure>
  )
}

function shade({ ctx, bbox, valToPos }: uPlot, bands: readonly Band[], color: string): void {
  ctx.save()
  ctx.fillStyle = color
  const within = (at: number) =>
    Math.min(Math.max(valToPos(at, 'x', true), bbox.left), bbox.left + bbox.width)
  for (const { from, to } of bands)
    ctx.fillRect(within(from), bbox.top, within(to) - within(from), bbox.height)
  ctx.restore()
}
