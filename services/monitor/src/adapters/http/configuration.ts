import { ConcordConfig } from '@concord/runtime'
import { z } from 'zod'
import type { Configurations, RunningConfiguration } from '../../configuration.js'
import { type Route, route } from './route.js'

const ConfigurationShown = z.object({
  configuration: ConcordConfig.describe('concord.yaml as it was read, every default filled in; no secret is in it'),
  hash: z.string().describe('The same for the same meaning (SHA-256)'),
  since: z.iso.datetime().describe('When monitor was first started with it; UTC'),
})

export interface Running extends RunningConfiguration {
  readonly configurations: Pick<Configurations, 'since'>
}

export const configurationRoute = ({ configuration, hash, configurations }: Running): Route =>
  route({
    ...{ method: 'get', path: '/v1/configuration', name: 'getConfiguration', allows: 'readers' },
    summary: 'The business mapping that monitor runs with, and since when it does',
    answers: { 'application/json': ConfigurationShown },
    async answer(_asked, response) {
      response.json({ configuration, hash, since: await configurations.since(hash) })
    },
  })
