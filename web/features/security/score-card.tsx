import { Link } from '@tanstack/react-router'
import { ChevronRight, CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../lib/i18n.ts'
import { formatNumber } from '../../lib/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { cn } from '../../ui/cn.ts'
import { Card } from '../../ui/layout.tsx'
import { List, rowClass } from '../../ui/list.tsx'
import type { Security } from './queries.ts'
import { stepPages } from './step-pages.ts'

type Level = 'strong' | 'fair' | 'weak'

const looks: Record<Level, { ring: string; tone: 'ok' | 'warn' | 'bad' }> = {
  strong: { ring: 'stroke-ok', tone: 'ok' },
  fair: { ring: 'stroke-warn', tone: 'warn' },
  weak: { ring: 'stroke-bad', tone: 'bad' },
}

function levelOf(score: number): Level {
  return score >= 80 ? 'strong' : score >= 50 ? 'fair' : 'weak'
}

/** How safe the account is as one figure, and each step that would raise it, the most useful first. */
export function ScoreCard({ security, onPhrase }: { security: Security; onPhrase: () => void }) {
  const { t } = useTranslation()
  const { score, steps } = security
  const level = levelOf(score)
  const open = steps.filter(step => !step.done)
  return (
    <Card className="flex flex-col gap-5" label={t('security.score.label')}>
      <div className="flex items-center gap-5">
        <Ring score={score} level={level} />
        <div className="min-w-0">
          <p className="text-lg font-semibold">{t('security.score.value', { score })}</p>
          <p className="text-muted">{t(`security.score.${level}`)}</p>
        </div>
      </div>
      {open.length === 0 ? (
        <p className="flex items-center gap-2 font-medium text-ok">
          <CircleCheck aria-hidden className="size-5" />
          {t('security.score.allDone')}
        </p>
      ) : (
        <div>
          <h2 className="pb-2 font-semibold">{t('security.score.next')}</h2>
          <List label={t('security.score.next')} className="shadow-none ring-1 ring-line">
            {open.map(step => (
              <Step key={step.name} step={step} onPhrase={onPhrase} />
            ))}
          </List>
        </div>
      )}
    </Card>
  )
}

function Step({ step, onPhrase }: { step: Security['steps'][number]; onPhrase: () => void }) {
  const { t } = useTranslation()
  const content = (
    <>
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{t(`security.steps.${step.name}.title`)}</span>
        <span className="block text-sm text-muted">{t(`security.steps.${step.name}.text`)}</span>
        <span className="mt-1.5 block">
          <Badge tone="brand">{t('security.score.points', { points: step.points })}</Badge>
        </span>
      </span>
      <ChevronRight aria-hidden className="size-4.5 shrink-0 text-muted rtl:-scale-x-100" />
    </>
  )
  return (
    <li>
      {step.name === 'phrase' ? (
        <button type="button" onClick={onPhrase} className={cn(rowClass, 'py-3.5')}>
          {content}
        </button>
      ) : (
        <Link to={stepPages[step.name]} className={cn(rowClass, 'py-3.5')}>
          {content}
        </Link>
      )}
    </li>
  )
}

const radius = 34
const circumference = 2 * Math.PI * radius

/** Drawn by attributes: the Content-Security-Policy refuses styles in the page. */
function Ring({ score, level }: { score: number; level: Level }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <svg
      viewBox="0 0 80 80"
      role="img"
      aria-label={t('security.score_ring', { score })}
      className="size-20 shrink-0"
    >
      <circle cx="40" cy="40" r={radius} className="fill-none stroke-sunken" strokeWidth="8" />
      <circle
        cx="40"
        cy="40"
        r={radius}
        className={cn('fill-none', looks[level].ring)}
        strokeWidth="8"
        strokeLinecap={score === 0 ? 'butt' : 'round'}
        strokeDasharray={`${(circumference * score) / 100} ${circumference}`}
        transform="rotate(-90 40 40)"
      />
      <text
        x="40"
        y="41"
        textAnchor="middle"
        dominantBaseline="middle"
        className="fill-ink text-xl font-bold tabular-nums"
      >
        {formatNumber(score, language)}
      </text>
    </svg>
  )
}
