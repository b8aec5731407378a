export { createService, type MonitorNeeds } from './create-service.js'
