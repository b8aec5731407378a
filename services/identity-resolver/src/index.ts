export { createService, type IdentityNeeds } from './create-service.js'
