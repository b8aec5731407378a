import { AlertInDetail, AlertPage, type Alerts, AlertSeen } from '../alerts-port.js'
import type { ServiceAt } from '../surroundings.js'
import { queryOf } from './query.js'
import { ask } from './service-http.js'

export const alertsHttp = (at: ServiceAt): Alerts => ({
  list: (filter, paging) => ask(at, AlertPage, { path: `/v1/alerts${queryOf({ ...filter, ...paging })}` }),
  find: (id) => ask(at, AlertInDetail, { path: `/v1/alerts/${encodeURIComponent(id)}` }),
  act: (id, { is, ...body }) =>
    ask(at, AlertSeen, { path: `/v1/alerts/${encodeURIComponent(id)}/${is}`, body, isOnce: true }),
})
