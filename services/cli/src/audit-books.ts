import { partsOf } from '@concord/domain'
import type { BookLine } from './answers.js'
import type { AuditNeeds } from './audit.js'
import { type Pair, sideBySide } from './side-by-side.js'

export interface Difference {
  readonly subject: 'timelines' | 'triggers' | 'projection'
  readonly what: string
  readonly remedy: string
}

/** What moved later than this may be known in one book and still be on its way to the other. */
const movingMs = 300_000

/** What the books of several services say differently of a record or a trigger, but for what is on its way. */
export async function* compareBooks({ gateway, monitor, publisher }: AuditNeeds, now: Date): AsyncIterable<Difference> {
  const settledBefore = new Date(now.getTime() - movingMs).toISOString()
  for await (const pair of sideBySide(gateway.records(), monitor.records(), 2)) yield* ofRecord(pair, settledBefore)
  for await (const pair of sideBySide(publisher.triggers(), monitor.triggers(), 3))
    yield* ofTrigger(pair, settledBefore)
  const delivered = newestDelivered(gateway.records())
  for await (const pair of sideBySide(delivered, publisher.projection(), 1)) yield* ofProjection(pair)
}

const ofRecord = ({ name, left: journal, right: heard }: Pair, settledBefore: string): readonly Difference[] => {
  const isMoving = [journal, heard].some((line) => line?.[2] === 'in-flight') || (journal?.[4] ?? '') > settledBefore
  const [stands, told] = [standing(journal, 2), standing(heard, 2)]
  if (isMoving || stands === told) return []
  const what = `${name.join(' ')}: ${stands} in the journal, ${told} in its timeline`
  return [{ subject: 'timelines', what, remedy: 'Replay the record: what is told of it is told again.' }]
}

const ofTrigger = ({ name, left: recorded, right: heard }: Pair, settledBefore: string): readonly Difference[] => {
  const [changedAt = '', isTold = 'told'] = recorded?.slice(5) ?? []
  const [stands, told] = [standing(recorded, 3), standing(heard, 3)]
  if (isTold === 'untold' || changedAt > settledBefore || stands === told) return []
  const what = `${name.join(' ')}: ${stands} where it is sent, ${told} in its timeline`
  return [{ subject: 'triggers', what, remedy: 'See the dead letters of monitor; replay the record of the trigger.' }]
}

/** A later version may be projected already; an earlier one may not be all there is. */
const ofProjection = ({ name, left: delivered, right: projected }: Pair): readonly Difference[] => {
  const [, version = ''] = delivered ?? []
  const [, stands = 'nothing'] = projected ?? []
  if (delivered === undefined || (projected !== undefined && stands >= version)) return []
  const what = `${name.join(' ')}: ${version} is told as delivered, and ${stands} is projected`
  return [{ subject: 'projection', what, remedy: 'Replay the record, and report it.' }]
}

const standing = (line: BookLine | undefined, from: number): string =>
  line === undefined ? 'nothing' : `${line[from]} (${line[from + 1]})`

const isProjected = (key: string): boolean => ['order', 'return', 'seller'].includes(partsOf(key).kind)

/** Of each record the newest version that has been delivered. */
async function* newestDelivered(records: AsyncIterable<BookLine>): AsyncIterable<BookLine> {
  let newest: BookLine | undefined
  for await (const [key = '', version = '', state = ''] of records) {
    if (newest !== undefined && newest[0] !== key) {
      yield newest
      newest = undefined
    }
    if (state === 'delivered' && isProjected(key)) newest = [key, version]
  }
  if (newest !== undefined) yield newest
}
