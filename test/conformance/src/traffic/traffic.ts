import type { Exchange } from '../exchange.js'
import type { Operation } from '../operations.js'
import { type Recorder, startRecorder } from '../recorder.js'
import { askDotdigital } from '../strangers/ask-dotdigital.js'
import { askMirakl } from '../strangers/ask-mirakl.js'
import { runSegment } from '../strangers/segment.js'
import { knock } from './by-hand.js'
import { exerciseDotdigital } from './our-dotdigital.js'
import { exerciseMirakl } from './our-mirakl.js'
import { account, openSandboxes } from './worlds.js'

export interface Traffic {
  readonly exchanges: readonly Exchange[]
  /** Methods of our clients that were not exercised. */
  readonly forgotten: readonly string[]
  /** Documented operations the sandboxes have. */
  readonly served: readonly Operation[]
  /** And those they have not. */
  readonly notServed: readonly Operation[]
  /** Why a caller gave up. */
  readonly broken: readonly string[]
}

/** Everybody asks: our clients, clients that know nothing of this project, and we by hand. */
export const recordTraffic = async (operations: readonly Operation[]): Promise<Traffic> => {
  const sandboxes = await openSandboxes()
  const { mirakl, dotdigital, world } = sandboxes
  const recorders: Recorder[] = []
  const broken: string[] = []
  const through = async <T>(vendor: Exchange['vendor'], caller: string, ask: (url: string) => Promise<T>) => {
    const recorder = await startRecorder({ vendor, caller, target: vendor === 'mirakl' ? mirakl.url : dotdigital.url })
    recorders.push(recorder)
    return ask(recorder.url).catch((cause: unknown) => {
      broken.push(`${caller}, ${vendor}: ${cause instanceof Error ? cause.message : 'failed'}`)
    })
  }
  const key = world.marketplaces[0]?.apiKey ?? ''
  const basic = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`
  const ours = [
    await through('mirakl', 'concord', (url) => exerciseMirakl({ url: `${url}/north`, key })),
    await through('dotdigital', 'concord', (url) => exerciseDotdigital({ url, ...account })),
  ]
  await through('mirakl', 'openapi-client-axios', (url) => askMirakl({ url: `${url}/north`, key }))
  const things = { email: 'stranger@example.com', recordId: 'stranger-1' }
  await through('dotdigital', 'openapi-client-axios', (url) => askDotdigital({ url, ...account }, things))
  await through('dotdigital', 'segment', (url) => runSegment({ url, ...account }))
  const knocked = [
    await through('mirakl', 'by hand', (url) =>
      knock({ vendor: 'mirakl', url: `${url}/north`, authorization: key }, operations),
    ),
    await through('dotdigital', 'by hand', (url) =>
      knock({ vendor: 'dotdigital', url, authorization: basic }, operations),
    ),
  ]
  await Promise.all(recorders.map((recorder) => recorder.stop()))
  await sandboxes.stop()
  return {
    exchanges: recorders.flatMap(({ exchanges }) => exchanges),
    forgotten: ours.flatMap((each) => each?.forgotten() ?? []),
    served: knocked.flatMap((each) => each?.served ?? []),
    notServed: knocked.flatMap((each) => each?.notServed ?? []),
    broken,
  }
}
