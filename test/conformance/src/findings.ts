import { type Allowance, allowances } from './allowances.js'
import { describer } from './catalogue.js'
import { readDocuments } from './documents.js'
import { type Exchange, withoutPrefix } from './exchange.js'
import { hiddenOperations, listedOperations } from './hidden.js'
import { createJudge, type Fault } from './judge.js'
import { type Operation, operationsOf } from './operations.js'
import { createValidators } from './validator.js'

export interface Judged {
  readonly exchange: Exchange
  /** By each document that describes the call; none: nothing vouches for it. */
  readonly operations: readonly Operation[]
  readonly faults: readonly Fault[]
}

export interface Bench {
  readonly operations: readonly Operation[]
  judge(exchanges: readonly Exchange[]): readonly Judged[]
}

/** All documents, read and ready. */
export const openBench = (): Bench => {
  const documents = [...readDocuments('mirakl'), ...readDocuments('dotdigital')]
  const judge = createJudge(createValidators(documents))
  const operations = [
    ...documents.flatMap(operationsOf),
    ...hiddenOperations(documents.filter(({ vendor }) => vendor === 'mirakl')),
    ...listedOperations(),
  ]
  const describe = describer(operations, judge)
  const chunk = operations.find(({ id }) => id === 'OR15')
  return {
    operations,
    judge: (exchanges) => {
      const chunks = chunkPaths(exchanges)
      return exchanges.map((exchange) => {
        const isChunk = chunk !== undefined && chunks.has(exchange.path)
        const found = isChunk ? [{ ...chunk, request: undefined }] : describe(exchange)
        const asked = isOurs(exchange) ? found.flatMap((operation) => judge.request(exchange, operation)) : []
        return { exchange, operations: found, faults: [...asked, ...judge.answer(exchange, found)] }
      })
    },
  }
}

/** Strangers may ask as they like; how they are answered is what counts. */
const isOurs = ({ caller }: Exchange): boolean => caller === 'concord' || caller === 'the system'

/** OR15 has no path of its own: it is whatever address OR14 tells. */
const chunkPaths = (exchanges: readonly Exchange[]): ReadonlySet<string> =>
  new Set(
    exchanges
      .filter(({ path, status }) => path.startsWith('/api/orders/async-export/status/') && status === 200)
      .flatMap(({ answerBody }) => (JSON.parse(answerBody) as { urls?: string[] }).urls ?? [])
      .map((url) => withoutPrefix(new URL(url).pathname)),
  )

const allows = (allowance: Allowance, fault: Fault): boolean =>
  allowance.side === fault.side &&
  allowance.operation === fault.operation &&
  allowance.at === fault.at &&
  (allowance.expected === undefined || allowance.expected === fault.expected)

/** One line for each kind of fault that nothing allows, with how often it was seen. */
export const complaintsIn = (judged: readonly Judged[]): readonly string[] => {
  const open = judged.flatMap(({ faults }) => faults).filter((fault) => !allowances.some((each) => allows(each, fault)))
  const counts = new Map<string, number>()
  for (const fault of open) counts.set(lineOf(fault), (counts.get(lineOf(fault)) ?? 0) + 1)
  return [...counts].map(([line, count]) => `${line} (${String(count)} times)`).sort()
}

const lineOf = ({ document, operation, side, at, rule, expected, caller }: Fault): string =>
  `${document} ${operation}, ${side} ${at}: ${rule}, expected ${expected}; asked by ${caller}`

/** Allowances that nothing seen made use of. */
export const staleAllowances = (judged: readonly Judged[]): readonly Allowance[] => {
  const faults = judged.flatMap((each) => each.faults)
  return allowances.filter((allowance) => !faults.some((fault) => allows(allowance, fault)))
}
