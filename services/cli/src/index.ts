export type { Console } from './console.js'
export { runCommand } from './program.js'
export { worldOf } from './world.js'
