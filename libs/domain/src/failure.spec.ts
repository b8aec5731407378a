import { expect, it } from 'vitest'
import { PermanentFailure, TransientFailure } from './failure.js'

class LineDown extends TransientFailure {
  readonly code = 'line-down'
}
class ShapeWrong extends PermanentFailure {
  readonly code = 'shape-wrong'
}

it.each([
  [LineDown, 'LineDown'],
  [ShapeWrong, 'ShapeWrong'],
])('a failure says what happened, under its own name, and keeps its cause: %o', (Failure, name) => {
  const cause = new Error('socket closed')

  expect(new Failure('no answer', cause)).toMatchObject({ name, message: 'no answer', cause })
})
