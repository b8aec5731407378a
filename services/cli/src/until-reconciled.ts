import { setTimeout as pause } from 'node:timers/promises'
import { MultiBar, type SingleBar } from 'cli-progress'
import type { Reconciliation } from './answers-reconcile.js'
import type { Console } from './console.js'
import { edgeNameOf } from './render-reconcile-words.js'

const everyMs = 1_000
const format = '{edge} {marketplace}  {bar}  {compared} compared, {found} differ  {state}'

/** Looks again and again until the run has ended; whoever sits at a terminal sees a bar for each edge and marketplace. */
export const untilReconciled = async (
  { isWatched, err }: Pick<Console, 'isWatched' | 'err'>,
  look: () => Promise<Reconciliation>,
): Promise<Reconciliation> => {
  const bars = isWatched ? barsOn(process.stderr) : undefined
  const told = new Set<string>()
  try {
    for (;;) {
      const seen = await look()
      bars?.show(seen)
      if (bars === undefined) waitsIn(seen, told).forEach((line) => err(line))
      if (seen.run.state !== 'running') return seen
      await pause(everyMs)
    }
  } finally {
    bars?.stop()
  }
}

/** What waits is told once. */
const waitsIn = ({ parts }: Reconciliation, told: Set<string>): readonly string[] =>
  parts.flatMap(({ state, why }) => {
    if (state !== 'waiting' || why === null || told.has(why)) return []
    told.add(why)
    return [`It waits: ${why}\n`]
  })

/** How many there are is only known at the end, so a bar is empty or full. */
const barsOn = (stream: NodeJS.WriteStream) => {
  const all = new MultiBar({ format, stream, barsize: 10, clearOnComplete: false })
  const bars = new Map<string, SingleBar>()
  return {
    show({ parts }: Reconciliation): void {
      for (const { edge, marketplace, state, why, compared, found } of parts) {
        const name = `${edge} ${marketplace}`
        const done = state === 'done' || state === 'failed' ? 1 : 0
        const shown = {
          edge: edgeNameOf(edge),
          marketplace,
          compared,
          found,
          state: why === null ? state : `${state}: ${why}`,
        }
        const bar = bars.get(name)
        if (bar === undefined) bars.set(name, all.create(1, done, shown))
        else bar.update(done, shown)
      }
    },
    stop: () => all.stop(),
  }
}
