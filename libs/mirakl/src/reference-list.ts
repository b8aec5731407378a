import { z } from 'zod'
import { MiraklUnavailable } from './errors.js'
import type { Get } from './http.js'
import type { Operation } from './operations.js'
import { faultsOf } from './parsed.js'

/** What a newer Mirakl says beyond the fields this client names, as it came. */
export type Others = Readonly<Record<string, unknown>>

interface Asked<T extends z.ZodType> {
  readonly operation: Operation
  readonly path: string
  /** Where the list stands in the answer. */
  readonly collection: string
  readonly item: T
}

/** A whole list that is set in the back office: channels, currencies, reasons, fields. One bad entry fails it. */
export const readList = async <T extends z.ZodType>(
  get: Get,
  { operation, path, collection, item }: Asked<T>,
): Promise<readonly z.output<T>[]> => {
  const { body } = await get(operation, path)
  const list = z.object({ [collection]: z.array(item) }).safeParse(body)
  if (!list.success) throw new MiraklUnavailable(`${operation}: ${faultsOf(list.error).join('; ')}`)
  return list.data[collection] ?? []
}
