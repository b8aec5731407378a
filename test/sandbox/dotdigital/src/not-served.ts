import type { Route } from './reply.js'

const ofContact = '/insightData/v3/contacts/{identifier}/{value}/{collectionName}'

/** Operations that are not served, although another one would take their path for the id of something of its own. */
export const notServed: readonly Route[] = [
  { method: 'get', path: '/contacts/v3/delete/{deleteId}', tier: 'unlimited', handle: () => ({ status: 404 }) },
  { method: 'delete', path: `${ofContact}/empty`, tier: 'low', handle: () => ({ status: 404 }) },
  { method: 'delete', path: `${ofContact}/deleteRecords`, tier: 'low', handle: () => ({ status: 404 }) },
]
