import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

/**
 * What can be said about the code without running it. Prints each check, the output of those that fail, and as
 * its last line `N passed, N failed`. Names after the command choose checks: `npm run check -- lint format`.
 */
const root = fileURLToPath(new URL('../', import.meta.url))

type Check = { name: string; what: string; args: string[] }

const checks: Check[] = [
  {
    name: 'types',
    what: 'types of server, tests and tools',
    args: [bin('typescript', 'tsc'), '--noEmit', '-p', '.'],
  },
  {
    name: 'types-web',
    what: 'types of the website',
    args: [bin('typescript', 'tsc'), '--noEmit', '-p', 'web'],
  },
  { name: 'lint', what: 'lint', args: [bin('oxlint', 'oxlint'), '--type-aware', '--max-warnings=0'] },
  { name: 'format', what: 'format', args: [bin('oxfmt', 'oxfmt'), '--check'] },
  { name: 'tidy', what: 'house rules', args: [join('tools', 'tidy.ts')] },
  { name: 'generated', what: 'generated files are current', args: [join('tools', 'openapi.ts'), '--check'] },
  {
    name: 'permissions',
    what: 'the page of staff permissions is current',
    args: [join('tools', 'staff-permissions.ts'), '--check'],
  },
]

function bin(packageName: string, command: string): string {
  return join('node_modules', packageName, 'bin', command)
}

type Outcome = { check: Check; passed: boolean; output: string; seconds: string }

function run(check: Check): Promise<Outcome> {
  const begun = performance.now()
  return new Promise(resolve => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NO_COLOR: '1' } }
    execFile(process.execPath, check.args, options, (error, stdout, stderr) => {
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      resolve({
        check,
        passed: error === null,
        output: stripVTControlCharacters(`${stdout}${stderr}`).trim(),
        seconds,
      })
    })
  })
}

async function main(chosen: string[]): Promise<void> {
  const unknown = chosen.filter(name => !checks.some(check => check.name === name))
  if (unknown.length > 0) {
    console.error(
      `There is no check ${unknown.join(', ')}. There are: ${checks.map(({ name }) => name).join(', ')}.`,
    )
    process.exitCode = 2
    return
  }
  const wanted = checks.filter(({ name }) => chosen.length === 0 || chosen.includes(name))
  let failed = 0
  // One after the other: each of them uses every core by itself.
  for (const check of wanted) {
    const { passed, output, seconds } = await run(check)
    console.log(`${passed ? '✓' : '✗'} ${check.what} (${seconds} s)`)
    if (passed) continue
    failed += 1
    console.log(output.replace(/^/gm, '    '))
  }
  console.log(`${wanted.length - failed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}

await main(process.argv.slice(2))
