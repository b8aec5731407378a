import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { editorOf } from './editor.js'

describe('the editor', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'concord-editor-spec-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** An editor that writes down which file it was given and who may read that, and then does as told. */
  const editing = (then: string) => {
    const seen = join(folder, 'seen')
    const edit = editorOf({ EDITOR: `f() { stat -c '%a' "$1" > ${seen}; echo "$1" >> ${seen}; ${then}; }; f` })
    const lines = async () => (await readFile(seen, 'utf8')).trim().split('\n')
    return { edit, lines }
  }

  it('gets a file that nobody else may read, and that is gone afterwards', async () => {
    const { edit, lines } = editing(`echo '{"corrected": true}' > "$1"`)

    expect(JSON.parse(await edit('{}'))).toEqual({ corrected: true })
    const [mode, file = ''] = await lines()
    expect(mode).toBe('600')
    expect(existsSync(dirname(file))).toBe(false)
  })

  it('sends nothing where it fails, and leaves nothing behind', async () => {
    const { edit, lines } = editing('return 3')

    await expect(edit('{"secret": 1}')).rejects.toThrow('ended with 3; nothing was sent')
    expect(existsSync((await lines())[1] ?? '')).toBe(false)
  })

  it('has to be named', async () => {
    await expect(editorOf({})('{}')).rejects.toThrow('--from <file>')
  })
})
