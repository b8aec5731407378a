import { prepareOrExit } from './bootstrap.mjs'

await prepareOrExit()
await import('../services/standalone/dist/distributed-main.js')
