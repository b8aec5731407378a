import { Conservation, ExceptionPage, ExceptionSeen, ExceptionWithHistory, RecordSeen } from '../answers.js'
import { Refused } from '../errors.js'
import type { Monitor } from '../ports.js'
import type { ServiceAt } from '../surroundings.js'
import { readBook } from './books-http.js'
import { ask } from './service-http.js'

export const monitorHttp = (at: ServiceAt): Monitor => ({
  conservation: () => ask(at, Conservation, { path: '/v1/conservation' }),
  records: () => readBook(at, 'records'),
  triggers: () => readBook(at, 'triggers'),
  exceptions: (filter, paging) =>
    ask(at, ExceptionPage, { path: `/v1/exceptions${queryOf({ ...filter, ...paging })}` }),
  exception: (id) => ask(at, ExceptionWithHistory, { path: `/v1/exceptions/${encodeURIComponent(id)}` }),
  act: (id, { is, ...body }) =>
    ask(at, ExceptionSeen, { path: `/v1/exceptions/${encodeURIComponent(id)}/${is}`, body, isOnce: true }),
  async record(key) {
    try {
      return await ask(at, RecordSeen, { path: `/v1/records/${key.split('/').map(encodeURIComponent).join('/')}` })
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 404) return undefined
      throw failure
    }
  },
})

const queryOf = (given: Readonly<Record<string, string | number | undefined>>): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, String(value))
  return query.size === 0 ? '' : `?${query.toString()}`
}
