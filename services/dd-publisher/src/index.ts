export { dotdigitalPlatform } from './adapters/dotdigital-platform.js'
export { dotdigitalShelves } from './adapters/dotdigital-shelves.js'
export { createService, type PublisherNeeds } from './create-service.js'
export type { Platform } from './dotdigital-port.js'
