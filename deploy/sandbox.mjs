import { prepareOrExit } from './bootstrap.mjs'

await prepareOrExit()
await import('@concord/sandbox/main')
