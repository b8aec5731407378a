import { Conservation, RecordSeen } from '../answers.js'
import { Refused } from '../errors.js'
import type { Monitor } from '../ports.js'
import type { ServiceAt } from '../surroundings.js'
import { ask } from './service-http.js'

export const monitorHttp = (at: ServiceAt): Monitor => ({
  conservation: () => ask(at, Conservation, { path: '/v1/conservation' }),
  async record(key) {
    try {
      return await ask(at, RecordSeen, { path: `/v1/records/${key.split('/').map(encodeURIComponent).join('/')}` })
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 404) return undefined
      throw failure
    }
  },
})
