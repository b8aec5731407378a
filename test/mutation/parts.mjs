const notRules = (folder, names) => names.map((name) => `!${folder}/${name}`)

const ofService = (name, notLogic) => ({
  folder: `services/${name}/src`,
  mutate: [
    `services/${name}/src/*.ts`,
    ...notRules(`services/${name}/src`, ['*.spec.ts', '*.contract.ts', ...notLogic]),
  ],
})

/** What a service has beside its rules: wiring, and words for what others do. */
const usual = ['main.ts', 'config.ts', 'errors.ts', 'index.ts', 'create-service.ts', '{ports,*-ports}.ts']

/** The parts of a mutation run: each has files to break, and is tried by the specs of its own folder. */
export const parts = {
  domain: {
    folder: 'libs/domain/src',
    mutate: ['libs/domain/src/*.ts', 'libs/domain/src/mapping/**/*.ts', '!**/*.spec.ts', '!**/index.ts'],
  },
  'identity-resolver': ofService('identity-resolver', usual),
  'consent-guard': ofService('consent-guard', usual),
  'dd-publisher': {
    folder: 'services/dd-publisher/src',
    mutate: ['services/dd-publisher/src/{fire,plan,suppression}.ts'],
  },
}

/** What a run of a part leaves behind, as the mutation testing report schema says. */
export const resultsOf = (part) => `coverage/mutation/${part}.json`
