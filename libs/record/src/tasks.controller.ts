/** Tasks over HTTP: given on a ticket; taken, given back, finished and dropped by their own id. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { AddTask, FinishTask, Task, TaskList, TaskReason } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { z } from 'zod';
import { TasksService } from './tasks.service.js';

const Tasks = z.array(Task);

@Controller('api')
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Post('tickets/:id/tasks')
  @ApiContract({
    summary: 'Give a task to a colleague or a team; the ticket and its owner stay',
    body: AddTask,
    answer: Tasks,
    status: 201,
  })
  add(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(AddTask)) body: AddTask,
  ): Promise<Task[]> {
    return this.tasks.add(agent, id, body);
  }

  @Get('tasks')
  @ApiContract({ summary: 'Tasks in hand with me, and those that wait for my teams', answer: TaskList })
  list(@CurrentAgent() agent: Principal): Promise<TaskList> {
    return this.tasks.list(agent);
  }

  @Post('tasks/:id/take')
  @HttpCode(200)
  @ApiContract({ summary: 'Take a task of my team; 409 when somebody was quicker', answer: TaskList })
  take(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<TaskList> {
    return this.tasks.take(agent, id);
  }

  @Post('tasks/:id/give-back')
  @HttpCode(200)
  @ApiContract({ summary: 'Back to the team, with a reason', body: TaskReason, answer: TaskList })
  giveBack(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(TaskReason)) { reason }: TaskReason,
  ): Promise<TaskList> {
    return this.tasks.giveBack(agent, id, reason);
  }

  @Post('tasks/:id/finish')
  @HttpCode(200)
  @ApiContract({
    summary: 'Done: what came of it is written into the ticket as an inner note',
    body: FinishTask,
    answer: TaskList,
  })
  finish(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(FinishTask)) { result }: FinishTask,
  ): Promise<TaskList> {
    return this.tasks.finish(agent, id, result);
  }

  @Post('tasks/:id/drop')
  @HttpCode(200)
  @ApiContract({ summary: 'Not needed any more, with a reason', body: TaskReason, answer: TaskList })
  drop(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(TaskReason)) { reason }: TaskReason,
  ): Promise<TaskList> {
    return this.tasks.drop(agent, id, reason);
  }
}
