import {
  Conservation,
  Copy,
  ExceptionPage,
  ExceptionSeen,
  ExceptionWithHistory,
  FoundPage,
  Original,
  RecordSeen,
} from '../answers.js'
import { Refused } from '../errors.js'
import type { Monitor } from '../ports.js'
import type { ServiceAt } from '../surroundings.js'
import { alertsHttp } from './alerts-http.js'
import { readBook } from './books-http.js'
import { queryOf } from './query.js'
import { reconciliationsHttp } from './reconciliations-http.js'
import { ask } from './service-http.js'

export const monitorHttp = (at: ServiceAt): Monitor => ({
  conservation: () => ask(at, Conservation, { path: '/v1/conservation' }),
  records: () => readBook(at, 'records'),
  triggers: () => readBook(at, 'triggers'),
  find: (wanted, paging) => ask(at, FoundPage, { path: '/v1/records/search', body: { ...wanted, ...paging } }),
  exceptions: (filter, paging) =>
    ask(at, ExceptionPage, { path: `/v1/exceptions${queryOf({ ...filter, ...paging })}` }),
  exception: (id) => ask(at, ExceptionWithHistory, { path: `/v1/exceptions/${encodeURIComponent(id)}` }),
  act: (id, { is, ...body }) =>
    ask(at, ExceptionSeen, { path: `/v1/exceptions/${encodeURIComponent(id)}/${is}`, body, isOnce: true }),
  original: (id) => ask(at, Original, { path: `/v1/exceptions/${encodeURIComponent(id)}/payload` }),
  copy: (id, body) => ask(at, Copy, { path: `/v1/exceptions/${encodeURIComponent(id)}/copies`, body, isOnce: true }),
  reconciliations: reconciliationsHttp(at),
  alerts: alertsHttp(at),
  async record(key) {
    try {
      return await ask(at, RecordSeen, { path: `/v1/records/${key.split('/').map(encodeURIComponent).join('/')}` })
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 404) return undefined
      throw failure
    }
  },
})
