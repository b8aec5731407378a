import { partsOf } from '@concord/domain'
import type { BookLine } from './answers.js'
import type { AuditNeeds } from './audit.js'
import { type Pair, sideBySide } from './side-by-side.js'

export interface Difference {
  readonly subject: 'timelines' | 'triggers' | 'projection'
  readonly what: string
  readonly remedy: string
}

/** What the books of several services say differently of a record or a trigger, but for what is on its way. */
export const compareBooks = async ({ gateway, monitor, publisher }: AuditNeeds): Promise<readonly Difference[]> => {
  const found: Difference[] = []
  for await (const pair of sideBySide(gateway.records(), monitor.records(), 2)) found.push(...ofRecord(pair))
  for await (const pair of sideBySide(publisher.triggers(), monitor.triggers(), 3)) found.push(...ofTrigger(pair))
  const delivered = newestDelivered(gateway.records())
  for await (const pair of sideBySide(delivered, publisher.projection(), 1)) found.push(...ofProjection(pair))
  return found
}

const ofRecord = ({ name, left: journal, right: heard }: Pair): readonly Difference[] => {
  const isMoving = [journal, heard].some((line) => line?.[2] === 'in-flight')
  const [stands, told] = [standing(journal, 2), standing(heard, 2)]
  if (isMoving || stands === told) return []
  const what = `${name.join(' ')}: ${stands} in the journal, ${told} in its timeline`
  return [{ subject: 'timelines', what, remedy: 'Replay the record: what is told of it is told again.' }]
}

const ofTrigger = ({ name, left: recorded, right: heard }: Pair): readonly Difference[] => {
  const [stands, told] = [standing(recorded, 3), standing(heard, 3)]
  if (recorded?.at(-1) === 'untold' || stands === told) return []
  const what = `${name.join(' ')}: ${stands} where it is sent, ${told} in its timeline`
  return [{ subject: 'triggers', what, remedy: 'See the dead letters of monitor; replay the record of the trigger.' }]
}

/** A later version may be projected already; an earlier one may not be all there is. */
const ofProjection = ({ name, left: delivered, right: projected }: Pair): readonly Difference[] => {
  const [, version = ''] = delivered ?? []
  const [, standing = 'nothing'] = projected ?? []
  if (delivered === undefined || (projected !== undefined && standing >= version)) return []
  const what = `${name.join(' ')}: ${version} is told as delivered, and ${standing} is projected`
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
