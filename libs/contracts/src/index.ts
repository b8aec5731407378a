export * from './message.js'
export * from './schemas.js'
export * from './topology.js'
