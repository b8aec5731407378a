export { dotdigitalConsentSource } from './adapters/dotdigital-consent-source.js'
export { miraklOrderFields } from './adapters/mirakl-write-back.js'
export { createService, type GuardNeeds } from './create-service.js'
export type { ConsentSource } from './ports.js'
