import { prepareOrExit } from './bootstrap.mjs'

await prepareOrExit()
await import('@concord/standalone/distributed-main')
