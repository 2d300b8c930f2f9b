import { Tabs as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

type Tab = { value: string; label: ReactNode; content: ReactNode }

export function Tabs({
  label,
  tabs,
  first,
  className,
}: {
  label: string
  tabs: readonly Tab[]
  /** Which is open at first; the first one where none has this value. */
  first?: string
  className?: string
}) {
  const open = tabs.find(({ value }) => value === first) ?? tabs[0]
  return (
    <Primitive.Root defaultValue={open?.value ?? ''} className={className}>
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
