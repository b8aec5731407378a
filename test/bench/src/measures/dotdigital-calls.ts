import type { Vendors } from '../system/vendors.js'

/** A call that Dotdigital got. */
export interface Call {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly requestBody: string
}

/** Those that are remembered; the sandbox keeps ten thousand. */
export const callsTo = async ({ dotdigitalUrl }: Vendors, query = ''): Promise<readonly Call[]> => {
  const { calls } = (await (await fetch(`${dotdigitalUrl}/_sandbox/calls${query}`)).json()) as { calls: Call[] }
  return calls
}

export const forgetCalls = async ({ dotdigitalUrl }: Vendors): Promise<void> =>
  void (await fetch(`${dotdigitalUrl}/_sandbox/calls`, { method: 'DELETE' }))
