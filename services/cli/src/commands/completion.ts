import { fileURLToPath } from 'node:url'
import { parseConcordConfig } from '@concord/runtime'
import { Argument, type Command, type Option } from 'commander'
import { type CommandNeeds, dataOption, type End } from '../console.js'
import { exitCodes } from '../exit-codes.js'
import { placeOf, type Surroundings, textIn } from '../surroundings.js'

interface Options {
  readonly data: string
}

export const addCompletion = (program: Command, needs: CommandNeeds, end: End): void => {
  program
    .command('completion')
    .description('Prints what has a shell know concord, and complete it: eval "$(npx concord completion bash)"')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .addOption(dataOption())
    .action((shell: 'bash' | 'zsh', { data }: Options) => {
      const script = bashScript(program, marketplacesIn({ environment: needs.environment, data }))
      needs.out(shell === 'bash' ? script : `${zshBegin}${script}`)
      end(exitCodes.fine)
    })
}

const zshBegin = 'autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n'

/** None where there is no configuration yet, or it has faults: a shell that starts is the wrong place to hear of that. */
const marketplacesIn = (surroundings: Surroundings): readonly string[] => {
  try {
    const { configPath } = placeOf(surroundings, undefined)
    return Object.keys(parseConcordConfig(textIn(configPath)).marketplaces)
  } catch {
    return []
  }
}

const executable = fileURLToPath(new URL('../../concord.mjs', import.meta.url))

/** Words of the commands that stand there: the parts of that command, its own options, or the values of the last option. */
const bashScript = (
  program: Command,
  marketplaces: readonly string[],
): string => `command -v concord >/dev/null || concord() { node '${executable.replaceAll("'", "'\\''")}' "$@"; }
_concord() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" at="concord" known="" one
  for one in "\${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do
    case "$at $one" in
      ${namesIn(program).join(' | ')}) at="$at $one" ;;
    esac
  done
  case "$at $before" in
${valueCases(program, marketplaces).join('\n')}
    *) case "$at" in
${partCases(program).join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$known" -- "$word"))
}
complete -o default -F _concord concord
`

interface Named {
  readonly path: string
  readonly command: Command
}

const all = (command: Command, path = 'concord'): readonly Named[] => [
  { path, command },
  ...command.commands.flatMap((part) => all(part, `${path} ${part.name()}`)),
]

/** Each command by the words that lead to it. */
const namesIn = (program: Command): readonly string[] =>
  all(program)
    .slice(1)
    .map(({ path }) => `"${path}"`)

const partCases = (program: Command): readonly string[] =>
  all(program).map(({ path, command }) => `      "${path}") known="${wordsOf(command).join(' ')}" ;;`)

/** What is meant where nothing is said counts as well. */
const wordsOf = (command: Command): readonly string[] => [
  ...command.commands.map((part) => part.name()),
  ...optionsOf(command).flatMap(({ long }) => long ?? []),
  ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  '--help',
]

const optionsOf = (command: Command): readonly Option[] => [
  ...command.options,
  ...(command.commands.find((part) => isDefaultOf(command, part))?.options ?? []),
]

const isDefaultOf = (command: Command, part: Command): boolean =>
  '_defaultCommandName' in command && command._defaultCommandName === part.name()

const valueCases = (program: Command, marketplaces: readonly string[]): readonly string[] =>
  all(program).flatMap(({ path, command }) =>
    optionsOf(command).flatMap(({ long, argChoices }) => {
      const values = argChoices ?? (long === '--marketplace' ? marketplaces : [])
      return values.length === 0 ? [] : [`    "${path} ${long ?? ''}") known="${values.join(' ')}" ;;`]
    }),
  )
