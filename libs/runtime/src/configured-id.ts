import { z } from 'zod'

/** How an account, a marketplace or a namespace of addresses is called in `concord.yaml`. */
export const configuredId = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')
