import { type Input, ok, type Route } from './http/reply.js'
import type { DotdigitalSettings } from './settings.js'
import type { Store } from './memory/store.js'

/** What v2 tells of the account itself. */
export const v2Routes = (store: Store): readonly Route[] => [
  {
    method: 'get',
    path: '/v2/account-info',
    tier: 'high',
    handle: (input) => ok(accountInfo(store.settings.now(), input)),
  },
  {
    method: 'get',
    path: '/v2/server-time',
    tier: 'high',
    handle: ({ at }) => ({ status: 200, type: 'text/plain', body: at.toISOString() }),
  },
]

/** Every value is text, whatever its type says, and the endpoint ends with a slash. */
const accountInfo = ({ homeUrl, scheme, callsPerHour }: DotdigitalSettings, { origin, callsInLastHour }: Input) => ({
  id: 1,
  properties: [
    { name: 'Name', type: 'String', value: 'Sandbox' },
    { name: 'APILocale', type: 'String', value: 'en-GB' },
    { name: 'ApiEndpoint', type: 'String', value: `${homeUrl ?? origin}/` },
    { name: 'CurrencyCode', type: 'String', value: 'EUR' },
    { name: 'ShowClock', type: 'Boolean', value: 'False' },
    { name: 'TimeZoneIana', type: 'String', value: 'Europe/London' },
    ...(scheme === 'hourly' ? usageOf(callsInLastHour, callsPerHour) : []),
  ],
})

/** Only the deprecated scheme counts by the hour. */
const usageOf = (calls: number, allowed: number) => [
  { name: 'ApiCallsInLastHour', type: 'Int', value: String(calls) },
  { name: 'ApiCallsRemaining', type: 'Int', value: String(allowed - calls) },
]
