#!/bin/bash
aws configure set mfa_serial "arn:aws:iam::210987654321:user/$USER"
aws configure set profile.ops.mfa_serial arn:aws:iam::210987654321:user/deploy
