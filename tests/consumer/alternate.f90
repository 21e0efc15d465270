! The solver of alternate.c in Fortran. Usage: alternate_fortran MODEL
module lhits
  use iso_c_binding
  implicit none

  interface
    integer(c_int) function lhits_load(path, name, ranks, made) bind(c, name="lhits_load_fortran")
      import
      character(kind=c_char), intent(in) :: path(*), name(*)
      integer(c_int), value :: ranks
      type(c_ptr), intent(out) :: made
    end function

    integer(c_int) function lhits_free(surrogate) bind(c)
      import
      type(c_ptr), intent(inout) :: surrogate
    end function

    integer(c_int) function lhits_forecast(surrogate, states, members, times, times_count, result) bind(c)
      import
      type(c_ptr), value :: surrogate
      integer(c_int64_t), value :: members, times_count
      real(c_double), intent(in) :: states(*), times(*)
      real(c_double), intent(out) :: result(*)
    end function

    integer(c_int) function lhits_last_error(text, size) bind(c)
      import
      character(kind=c_char), intent(out) :: text(*)
      integer(c_int64_t), value :: size
    end function
  end interface
end module

program alternate
  use iso_c_binding
  use lhits
  use mpi
  implicit none

  integer, parameter :: turns = 10, length = 500
  real(c_double), parameter :: own = 0.5d0, time(1) = [1.5d0], angle = 5.0d0 + 1.01d0 * 15.0d0
  character(kind=c_char, len=length) :: model, text
  type(c_ptr) :: surrogate
  real(c_double) :: state(2), next(2), error
  integer :: status, ierror, i

  call MPI_Init(ierror)
  call get_command_argument(1, model)
  state = [1.0d0, 0.0d0]
  status = lhits_load(trim(model) // c_null_char, c_null_char, MPI_COMM_WORLD, surrogate)
  do i = 1, turns
    if (status /= 0) exit
    state = [cos(own) * state(1) - sin(own) * state(2), sin(own) * state(1) + cos(own) * state(2)]
    status = lhits_forecast(surrogate, state, 1_c_int64_t, time, 1_c_int64_t, next)
    state = next
  end do
  if (status /= 0) then
    ierror = lhits_last_error(text, int(length, c_int64_t))
    print '(2a)', 'alternate: ', text(:index(text, c_null_char) - 1)
  end if
  ierror = lhits_free(surrogate)
  error = hypot(state(1) - cos(angle), state(2) - sin(angle))
  print '(a, es8.2)', 'alternate (Fortran): error ', error
  call MPI_Finalize(ierror)
  if (status /= 0 .or. error > 1.0d-5) stop 1
end program
