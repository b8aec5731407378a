export { miraklSource } from './adapters/mirakl-source.js'
export type { Credentials, DotdigitalSenders } from './adapters/http/senders.js'
export { createService, type GatewayNeeds, type GatewayPace } from './create-service.js'
export type { MarketplaceSource } from './polling-ports.js'
