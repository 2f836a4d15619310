#!/usr/bin/env node
import { hostThread } from './host-thread.ts';
import { compileLargeFunctionsWell } from './large-functions.ts';

compileLargeFunctionsWell();
hostThread(process.argv.slice(2));
