export { type Console, runCommand } from './program.js'
export { worldOf } from './world.js'
