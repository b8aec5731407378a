export { miraklSource } from './adapters/mirakl-source.js'
export type { Credentials } from './adapters/http.js'
export { createService, type GatewayNeeds, type GatewayPace } from './create-service.js'
export type { MarketplaceSource } from './ports.js'
