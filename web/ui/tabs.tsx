import { Tabs as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

type Tab = { value: string; label: ReactNode; content: ReactNode }

export function Tabs({
  label,
  tabs,
  className,
}: {
  label: string
  tabs: readonly Tab[]
  className?: string
}) {
  return (
    <Primitive.Root defaultValue={tabs[0]?.value ?? ''} className={className}>
      <Primitive.List aria-label={label} className="flex gap-6 border-b border-line">
        {tabs.map(tab => (
          <Primitive.Trigger
            key={tab.value}
            value={tab.value}
            className={cn(
              '-mb-px min-h-11 border-b-2 border-transparent text-sm font-semibold text-muted hover:text-ink',
              'data-[state=active]:border-brand data-[state=active]:text-ink',
            )}
          >
            {tab.label}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {tabs.map(tab => (
        <Primitive.Content key={tab.value} value={tab.value} className="pt-5">
          {tab.content}
        </Primitive.Content>
      ))}
    </Primitive.Root>
  )
}
