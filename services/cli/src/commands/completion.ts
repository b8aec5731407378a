import { Argument, type Command } from 'commander'
import type { CommandNeeds, End } from '../console.js'
import { exitCodes } from '../exit-codes.js'

export const addCompletion = (program: Command, needs: CommandNeeds, end: End): void => {
  program
    .command('completion')
    .description('Prints what has a shell complete commands and options: eval "$(concord completion bash)"')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .action((shell: 'bash' | 'zsh') => {
      needs.out(
        shell === 'bash' ? bashScript(program) : `autoload -U +X bashcompinit && bashcompinit\n${bashScript(program)}`,
      )
      end(exitCodes.fine)
    })
}

/** Commands first, then the options of the command that stands there, files otherwise. */
const bashScript = (program: Command): string => {
  const commands = program.commands.map((command) => command.name())
  const cases = program.commands.map((command) => `    ${command.name()}) options="${optionsOf(command)}" ;;`)
  return [
    '_concord() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" options=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W "${commands.join(' ')} help --help" -- "$word"))`,
    '    return',
    '  fi',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    '  esac',
    '  COMPREPLY=($(compgen -W "$options" -- "$word"))',
    '}',
    'complete -o default -F _concord concord',
    '',
  ].join('\n')
}

const optionsOf = (command: Command): string =>
  [
    ...new Set([command, ...command.commands].flatMap(({ options }) => options.flatMap(({ long }) => long ?? []))),
    ...command.commands.map((part) => part.name()),
    ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    '--help',
  ].join(' ')
