import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cn } from './cn.ts'

/** Where one is in a task of a few screens. */
export function Stepper({ steps, current }: { steps: readonly string[]; current: number }) {
  const { t } = useTranslation()
  return (
    <ol aria-label={t('ui.steps')} className="mb-6 flex items-center gap-2">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === current ? 'step' : undefined}
          className={cn('flex min-w-0 items-center gap-2', index > 0 && 'flex-1')}
        >
          {index > 0 ? (
            <span
              aria-hidden
              className={cn('h-px min-w-3 flex-1', index <= current ? 'bg-brand' : 'bg-line')}
            />
          ) : null}
          <span
            aria-hidden
            className={cn(
              'grid size-6 shrink-0 place-items-center rounded-full text-xs font-bold',
              index < current && 'bg-brand text-on-brand',
              index === current && 'bg-brand-soft text-brand-text',
              index > current && 'bg-sunken text-muted',
            )}
          >
            {index < current ? <Check className="size-3.5" strokeWidth={3} /> : index + 1}
          </span>
          <span
            className={cn(
              'truncate text-sm font-medium',
              index === current ? 'text-ink' : 'sr-only text-muted sm:not-sr-only',
            )}
          >
            {step}
          </span>
        </li>
      ))}
    </ol>
  )
}
