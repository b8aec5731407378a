export * from './database.js'
export * from './errors.js'
export * from './suppression-set.js'
export * from './vault.js'
