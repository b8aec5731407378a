import { Preview, Volumes } from '../answers.js'
import { DraftRefused, Refused } from '../errors.js'
import type { Publisher } from '../ports.js'
import type { ServiceAt } from '../surroundings.js'
import { readBook } from './books-http.js'
import { ask } from './service-http.js'

export const publisherHttp = (at: ServiceAt): Publisher => ({
  async preview(config, last) {
    try {
      return await ask(at, Preview, { path: '/v1/preview', body: { config, last } })
    } catch (failure) {
      if (failure instanceof Refused && failure.faults !== undefined) throw new DraftRefused(failure.faults)
      throw failure
    }
  },
  volumes: () => ask(at, Volumes, { path: '/v1/volumes' }),
  projection: () => readBook(at, 'projection'),
  triggers: () => readBook(at, 'triggers'),
})
