import { urlOf } from '@concord/runtime'
import { z } from 'zod'

/** What the command itself is told by its environment, beside what the configuration it looks at needs. */
export const Config = z.object({
  PUBLISHER_URL: urlOf('http', 'https').optional().describe('Where dd-publisher answers; found where npm start runs'),
  API_TOKEN: z.string().default('').describe('What dd-publisher was started with'),
})
