import { z } from 'zod'

/** What a test switches at run time; gone after a reset or a restart. */
export interface Settings {
  errorShape: 'status' | 'code'
  faults: Fault[]
}

/** One way to misbehave, applied to the next `times` calls that match; the first rule that matches wins. */
export const Fault = z.object({
  match: z
    .object({
      method: z.string().optional(),
      /** Any part of the path and query. */
      path: z.string().optional(),
    })
    .default({}),
  times: z.number().int().min(1).max(1_000_000),
  /** `cut-before`: the connection ends unanswered; `truncate`: it ends after half of the true body. */
  do: z.enum(['status', 'cut-before', 'truncate', 'delay']),
  status: z.number().int().min(400).max(599).default(500),
  /** Seconds, sent as `Retry-After`. */
  retryAfter: z.number().int().min(0).optional(),
  delayMs: z.number().int().min(0).max(60_000).default(1_000),
})
export type Fault = z.infer<typeof Fault>

export const ErrorShape = z.object({ shape: z.enum(['status', 'code']) })

export const initialSettings = (): Settings => ({ errorShape: 'status', faults: [] })
