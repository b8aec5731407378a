import type { Vendor } from './documents.js'

/** One call as it went over the wire, and its answer. */
export interface Exchange {
  readonly vendor: Vendor
  /** Who asked: `concord` for the clients of this repository. */
  readonly caller: string
  readonly method: string
  /** From `/api` on for Mirakl, where each marketplace answers under a prefix of its own. */
  readonly path: string
  /** As sent, without the question mark. */
  readonly query: string
  readonly requestType: string | undefined
  readonly requestBody: string
  readonly status: number
  readonly answerType: string | undefined
  readonly answerBody: string
  /** False where the sandbox says that it has no such operation, rather than that there is no such thing. */
  readonly isServed: boolean
}

/** A path as the documents know it: what stands before `/api` is where a marketplace is found. */
export const withoutPrefix = (path: string): string => path.replace(/^\/[^/]+(?=\/api\/)/, '')
