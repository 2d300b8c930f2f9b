import type { Command } from 'commander'
import { readConfig } from '../platform/config.ts'
import { createLogger } from '../platform/log.ts'
import { migrate, type Role } from '../platform/migrate.ts'
import { deriveSecrets, loadMasterKey } from '../platform/secrets.ts'
import { findDatabase } from './addresses.ts'
import { CommandError, sentence } from './messages.ts'
import { print } from './report.ts'

/** `migrate`: for deployments in which the program itself does not know the owner of its database. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description(sentence('migrate'))
    .action(async () => {
      const config = readConfig(process.env)
      if (!config.database.ownerUrl) throw new CommandError('noDatabaseUrl')
      const urls = await findDatabase(config)
      await migrate({
        ownerUrl: urls.owner,
        appRole: loginOf(urls.app),
        readerRole: loginOf(urls.reader),
        edition: config.edition,
        keyCheck: deriveSecrets(loadMasterKey(config)).keyCheck,
        log: createLogger({ level: config.logLevel, name: 'migrate' }),
      })
      print(sentence('migrated'))
    })
}

function loginOf(url: string): Role {
  const { username, password } = new URL(url)
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) }
}
