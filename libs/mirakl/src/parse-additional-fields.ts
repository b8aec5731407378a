import type { AdditionalFields } from '@concord/domain'
import { z } from 'zod'
import { shape, text } from './wire.js'

const AdditionalField = shape({
  code: text,
  value: z.union([z.string(), z.array(z.string()), z.number(), z.boolean()]),
})

/** Fields without a code or a value say nothing and are passed over. */
export const toAdditionalFields = (fields: readonly unknown[]): AdditionalFields =>
  Object.fromEntries(
    fields.flatMap((raw) => {
      const field = AdditionalField.safeParse(raw)
      if (!field.success) return []
      const { code, value } = field.data
      return [[code, Array.isArray(value) ? value : String(value)]]
    }),
  )
