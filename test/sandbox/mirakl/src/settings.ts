import { z } from 'zod'

/** What a test switches at run time; gone after a reset or a restart. */
export interface Settings {
  errorShape: 'status' | 'code'
}

export const ErrorShape = z.object({ shape: z.enum(['status', 'code']) })

export const initialSettings = (): Settings => ({ errorShape: 'status' })
