import { Option, type Command } from 'commander'
import { readConfig } from '../platform/config.ts'
import { findDatabase } from './addresses.ts'
import { sentence } from './messages.ts'
import { print } from './report.ts'

/** `db:url`: prints one line that other programs can use: `psql "$(npm run -s okpay -- db:url)"`. */
export function addDbUrl(program: Command): void {
  program
    .command('db:url')
    .description(sentence('dbUrl'))
    .addOption(
      new Option('--role <role>', sentence('dbUrlRole')).choices(['owner', 'app', 'reader']).default('owner'),
    )
    .action(async ({ role }: { role: 'owner' | 'app' | 'reader' }) => {
      const config = readConfig(process.env)
      // The owner's address as given needs no secrets, and asking for them would make some.
      const owner = role === 'owner' ? config.database.ownerUrl : undefined
      print(owner ?? (await findDatabase(config))[role])
    })
}
