/** What can be called by name. */
const commands = {
  setup: 'asks in a terminal (docker run -it) what is needed and shows the files to run it with',
  check: 'asks every source, reads every record and shows what would be changed; writes nothing',
  'notify-test': 'sends one message to each service of NOTIFY_URLS and says what came of it',
  healthcheck: 'asks the program that runs in the same container how it is',
  '--help': 'shows this page',
  '--version': 'shows the version',
};

export function commandList(): [name: string, what: string][] {
  return Object.entries(commands);
}

/**
 * What is wrong with arguments that are no command, and how it is meant. They may be settings or secrets in the wrong
 * place, so nothing is repeated that could be one.
 */
export function unknownArgument(given: readonly string[]): string {
  const argument = given.find((one) => !Object.hasOwn(commands, one)) ?? given[1] ?? '';
  if (Object.hasOwn(commands, argument))
    return `One command at a time: "${argument}" cannot stand behind another one.`;
  const [, variable] = /^(?:--?e(?:nv)?=)?([A-Z][A-Z\d_]{1,39})=/.exec(argument) ?? [];
  if (variable !== undefined)
    return `${variable} is a setting, and settings are environment variables: in "docker run" write -e ${variable}=… before the name of the image.`;
  const shown = /^-{0,2}[a-z]{1,12}(-[a-z]{1,8})?$/i.test(argument) ? `"${argument}"` : 'This argument';
  const known = Object.keys(commands)
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1');
  return `${shown} is no command; there are ${known}. All settings are environment variables, see --help.`;
}
