import type { Command } from 'commander'
import { liftedLimits, limitRuleSchema, problemsOfLimits } from '../slices/pricing/index.ts'
import { CommandError, sentence } from './messages.ts'
import { withPricing } from './pricing.ts'
import { print } from './report.ts'
import { asList, readRules, refuseProblems } from './rules-file.ts'
import { renderLimits } from './schedule-text.ts'

/** `limits:publish`: puts new limits in force from the next decision on. Leaving one out lifts it, if that is said. */
export function addLimitsPublish(program: Command): void {
  program
    .command('limits:publish')
    .description(sentence('limitsPublish'))
    .argument('<file>', sentence('rulesFile'))
    .option('--lift', sentence('limitsLift'))
    .action(async (file: string, { lift }: { lift?: true }) => {
      const rules = await readRules(file, limitRuleSchema)
      refuseProblems(file, problemsOfLimits(rules))
      const { limits } = await withPricing(async pricing => {
        const lifted = liftedLimits((await pricing.schedules()).limits, rules)
        if (lifted.length > 0 && !lift) {
          const list = lifted.map(
            ({ operation, interval, level, currency }) =>
              `${operation} ${interval} ${currency}${level === null ? '' : ` [level ${level}]`}`,
          )
          throw new CommandError('wouldLift', { file, list: asList(list) })
        }
        await pricing.publishLimits(rules)
        return pricing.schedules()
      })
      print(renderLimits(limits))
    })
}
